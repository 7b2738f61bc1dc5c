package org.nextgeneration.gguf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which layers of a model look back through a window only, and how far. Source: {@code
 * load_swa_pattern} and who calls it, in {@code src/models} of llama.cpp v0.5.0.
 *
 * @param tokens how far back, 0 if none does
 * @param limited for each layer, whether it does
 */
record WindowPattern(int tokens, List<Boolean> limited) {
    private static final String WINDOW_KEY = "attention.sliding_window";
    private static final String PATTERN_KEY = "attention.sliding_window_pattern";

    /**
     * How an architecture lays out its windows where the file does not say.
     *
     * @param period one layer in so many looks back at everything; 0 if none does
     * @param wideFirst whether it is the first of them, else the last
     * @param unstatedTokens the window if the file names none; 0 if there is none then
     * @param fixedTokens the window whatever the file names, 0 if what it names holds
     */
    private record Habit(int period, boolean wideFirst, int unstatedTokens, int fixedTokens) {
        private Habit(int period) {
            this(period, false, 0, 0);
        }

        private Habit(int period, boolean wideFirst) {
            this(period, wideFirst, 0, 0);
        }
    }

    private static final Map<String, Habit> HABITS =
            Map.ofEntries(
                    Map.entry("afmoe", new Habit(4)),
                    Map.entry("cohere2", new Habit(4)),
                    Map.entry("cohere2moe", new Habit(4, true)),
                    Map.entry("deepseek4", new Habit(0)),
                    Map.entry("dots3note", new Habit(1)),
                    Map.entry("exaone-moe", new Habit(4, false, 128, 0)),
                    Map.entry("exaone4", new Habit(4, false, 4096, 0)),
                    Map.entry("gemma-embedding", new Habit(6)),
                    Map.entry("gemma2", new Habit(2, false, 4096, 0)),
                    Map.entry("gemma3", new Habit(6)),
                    Map.entry("gemma3n", new Habit(5)),
                    Map.entry("gemma4", new Habit(1)),
                    Map.entry("gpt-oss", new Habit(2)),
                    Map.entry("granite_swa", new Habit(1)),
                    Map.entry("laguna", new Habit(4, true)),
                    Map.entry("lfm2", new Habit(0)),
                    Map.entry("lfm2moe", new Habit(0)),
                    Map.entry("llama4", new Habit(4, false, 8192, 8192)),
                    Map.entry("maple", new Habit(1)),
                    Map.entry("mellum", new Habit(4)),
                    Map.entry("mimo2", new Habit(1)),
                    Map.entry("modern-bert", new Habit(3, true)),
                    Map.entry("muse-glimmer", new Habit(4)),
                    Map.entry("olmo2", new Habit(4)),
                    Map.entry("plamo3", new Habit(8)),
                    Map.entry("smallthinker", new Habit(4, true, 0, 4096)),
                    Map.entry("spark2_5", new Habit(1)),
                    Map.entry("step35", new Habit(1)));

    /** EXAONE 4 has windows in its large version only, which is known by its depth. */
    private static final int EXAONE4_LARGE_LAYERS = 64;

    /** Copies the list. */
    WindowPattern {
        limited = List.copyOf(limited);
    }

    /** {@return the pattern of a model} */
    static WindowPattern of(ArchitectureKeys keys, int layers) {
        Habit habit = HABITS.get(keys.architecture());
        boolean small = keys.architecture().equals("exaone4") && layers != EXAONE4_LARGE_LAYERS;
        int tokens = habit == null || small ? 0 : window(keys, habit);
        if (habit == null || tokens == 0) {
            return new WindowPattern(0, Collections.nCopies(layers, false));
        }
        Optional<GgufNumbers> stated = keys.numbers(PATTERN_KEY);
        int period = stated.isPresent() ? 0 : keys.optional(PATTERN_KEY, 0, 1 << 16, habit.period);
        List<Boolean> limited =
                IntStream.range(0, layers)
                        .mapToObj(
                                layer ->
                                        stated.isPresent()
                                                ? isSet(stated.get(), layer)
                                                : isLimited(layer, period, habit.wideFirst))
                        .toList();
        return new WindowPattern(limited.contains(true) ? tokens : 0, limited);
    }

    private static boolean isSet(GgufNumbers flags, int index) {
        return index < flags.size() && flags.whole(index) != 0;
    }

    private static boolean isLimited(int layer, int period, boolean wideFirst) {
        if (period == 0) {
            return true;
        }
        return wideFirst ? layer % period != 0 : layer % period < period - 1;
    }

    private static int window(ArchitectureKeys keys, Habit habit) {
        int stated =
                keys.optional(WINDOW_KEY, 0, ModelShape.CONTEXT_TOKENS_MAX, habit.unstatedTokens);
        return stated > 0 && habit.fixedTokens > 0 ? habit.fixedTokens : stated;
    }
}
