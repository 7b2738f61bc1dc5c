package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.gguf.Footprint;
import org.nextgeneration.gguf.FootprintModel;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.MemorySettings;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelShape;
import org.nextgeneration.llama.LoadMode;

/**
 * Whether a load fits into the memory that is free, and what would. Pure.
 *
 * @param asked what the load asks for
 * @param sequences answers that are made at the same time
 * @param contextTokens tokens of one sequence
 * @param need what it takes
 * @param mappedBytes of that, what is read from the mapped file; 0 where it is not mapped
 * @param room what it may take
 * @param largestContextTokens the largest context of one sequence that fits with everything else as
 *     asked, at most the length that the model was trained for, but never less than what was asked
 *     for and fits; 0 where none does
 * @param layers layers of the model, the output counted as one
 * @param mostCardLayers of those, the most that fit on the card with everything else as asked; 0
 *     where none do, or no card is used
 * @param changes what would fit instead, the smallest change first; empty if it fits
 */
public record MemoryFit(
        MemorySettings asked,
        int sequences,
        int contextTokens,
        Footprint need,
        long mappedBytes,
        MemoryRoom room,
        int largestContextTokens,
        int layers,
        int mostCardLayers,
        List<Change> changes) {
    /** A smaller context is of no use to anyone. */
    static final int CONTEXT_TOKENS_MIN = 256;

    /** What may be changed. */
    public enum Kind {
        /** The KV cache in fewer bits. */
        CACHE_TYPE,
        /** One answer at a time. */
        ONE_SEQUENCE,
        /** A smaller context. */
        SMALLER_CONTEXT,
        /** Some layers on the processor. */
        FEWER_CARD_LAYERS
    }

    /**
     * A load that fits.
     *
     * @param kind what is other than was asked
     * @param contextTokens tokens of one sequence then
     * @param settings all settings
     * @param need what it takes
     */
    public record Change(Kind kind, int contextTokens, MemorySettings settings, Footprint need) {}

    /** Copies the list. */
    public MemoryFit {
        requireNonNull(asked, "asked");
        requireNonNull(need, "need");
        requireNonNull(room, "room");
        changes = List.copyOf(changes);
    }

    /** {@return whether it fits as asked} */
    public boolean fits() {
        return room.holds(need, mappedBytes);
    }

    /**
     * Decides.
     *
     * @param request what is asked for
     * @param facts the model
     * @param model predicts what it takes
     * @param room what is free
     * @param cpuAllowed whether the policy lets the processor do some of the work
     * @throws EngineException if what the header says is beyond any machine
     */
    static MemoryFit of(
            LoadRequest request,
            ModelFacts facts,
            FootprintModel model,
            MemoryRoom room,
            boolean cpuAllowed) {
        return LoadPreflight.countable(
                request, () -> new Trial(request, facts, model, room, cpuAllowed).fit());
    }

    /**
     * {@return whether a load fits, without looking for what would}
     *
     * @param request what is asked for
     * @param facts the model
     * @param model predicts what it takes
     * @param room what is free
     * @throws EngineException if what the header says is beyond any machine
     */
    static boolean fits(
            LoadRequest request, ModelFacts facts, FootprintModel model, MemoryRoom room) {
        return LoadPreflight.countable(
                request, () -> new Trial(request, facts, model, room, false).holdsAsAsked());
    }

    /** The values that one decision is made from. */
    private record Trial(
            LoadRequest request,
            ModelFacts facts,
            FootprintModel model,
            MemoryRoom room,
            boolean cpuAllowed) {
        MemoryFit fit() {
            ContextPlan plan = ContextPlan.of(request, facts);
            MemorySettings asked = settings(plan);
            Footprint need = model.predict(asked);
            int cardLayers = mostCardLayers(asked);
            int largest = largestContext(plan, holds(need));
            return new MemoryFit(
                    asked,
                    plan.sequences(),
                    plan.contextTokens(),
                    need,
                    mappedBytes(need),
                    room,
                    largest,
                    shape().layers() + 1,
                    cardLayers,
                    holds(need) ? List.of() : changes(plan, asked, largest, cardLayers));
        }

        boolean holdsAsAsked() {
            return holds(model.predict(settings(ContextPlan.of(request, facts))));
        }

        private boolean holds(Footprint need) {
            return room.holds(need, mappedBytes(need));
        }

        /** Without a card, libllama keeps some weights in an order of its own beside the file. */
        private long mappedBytes(Footprint need) {
            if (!room.onCard()) {
                return model.mappedBytes();
            }
            return mapsFile() ? need.host().weightBytes() : 0;
        }

        private boolean mapsFile() {
            return LoadModeChoice.of(room.onCard(), model.weightBytes(), room.availableBytes())
                    != LoadMode.DIRECT;
        }

        private ModelShape shape() {
            return facts.shape().orElseThrow();
        }

        private MemorySettings settings(ContextPlan plan) {
            return settings(plan, room.onCard() ? request.gpuLayers() : 0);
        }

        private static MemorySettings settings(ContextPlan plan, int cardLayers) {
            return new MemorySettings(
                    plan.cells(),
                    plan.places(),
                    plan.cacheType(),
                    plan.microBatchTokens(),
                    cardLayers);
        }

        /** Tries each context as it would be asked for: a batch may grow with it. */
        private int largestContext(ContextPlan asked, boolean askedFits) {
            int cellsMax =
                    request.cacheTokens() > 0
                            ? request.cacheTokens()
                            : LoadRequest.CONTEXT_TOKENS_MAX / asked.sequences();
            int low = askedFits ? asked.contextTokens() : 0;
            int high = Math.max(low, Math.min(shape().contextTokens(), cellsMax));
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                ContextPlan tried = ContextPlan.of(request.withContext(middle), facts);
                if (holds(model.predict(settings(tried)))) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        /** Fewer layers on the card are more weights of the machine, which count otherwise. */
        private int mostCardLayers(MemorySettings settings) {
            if (!room.onCard()) {
                return 0;
            }
            long hostBytes = room.hostBytes(mapsFile() ? model.weightBytes() : 0);
            return Math.max(0, model.mostCardLayers(settings, room.cardBytes(), hostBytes));
        }

        private List<Change> changes(
                ContextPlan plan, MemorySettings asked, int largestTokens, int cardLayers) {
            List<Change> found = new ArrayList<>();
            for (KvCacheType type : List.of(KvCacheType.Q8_0, KvCacheType.Q4_0)) {
                if (type.compareTo(asked.cacheType()) > 0 && model.cacheTypes().contains(type)) {
                    add(found, Kind.CACHE_TYPE, plan.contextTokens(), with(asked, type));
                }
            }
            if (plan.sequences() > 1 && request.cacheTokens() == 0) {
                ContextPlan one = ContextPlan.of(request.withSequences(1), facts);
                add(found, Kind.ONE_SEQUENCE, one.contextTokens(), settings(one));
            }
            smallerContext(plan, largestTokens).ifPresent(found::add);
            if (cpuAllowed && cardLayers > 0) {
                add(
                        found,
                        Kind.FEWER_CARD_LAYERS,
                        plan.contextTokens(),
                        settings(plan, cardLayers));
            }
            return found;
        }

        private Optional<Change> smallerContext(ContextPlan plan, int tokens) {
            if (tokens < CONTEXT_TOKENS_MIN || tokens >= plan.contextTokens()) {
                return Optional.empty();
            }
            ContextPlan smaller = ContextPlan.of(request.withContext(tokens), facts);
            MemorySettings settings = settings(smaller);
            Footprint need = model.predict(settings);
            return holds(need)
                    ? Optional.of(new Change(Kind.SMALLER_CONTEXT, tokens, settings, need))
                    : Optional.empty();
        }

        private void add(List<Change> found, Kind kind, int tokens, MemorySettings settings) {
            Footprint need = model.predict(settings);
            if (holds(need)) {
                found.add(new Change(kind, tokens, settings, need));
            }
        }

        private static MemorySettings with(MemorySettings settings, KvCacheType type) {
            return new MemorySettings(
                    settings.cells(),
                    settings.places(),
                    type,
                    settings.microBatchTokens(),
                    settings.cardLayers());
        }
    }
}
