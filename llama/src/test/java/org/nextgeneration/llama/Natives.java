package org.nextgeneration.llama;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The build of libllama that the tests run against: the one that the build has installed. */
final class Natives {
    private Natives() {}

    static Path directory() {
        Path root = Path.of(System.getProperty("nextgen.root"));
        Path modules = root.resolve("llama").resolve("natives").resolve("node_modules");
        return NativeDirectory.find(
                        Optional.empty(),
                        NativePlatform.current().stream()
                                .map(platform -> platform.directoryUnder(modules))
                                .toList())
                .directory();
    }

    static LlamaLibrary open() {
        return LlamaLibrary.open(directory(), LogListener.QUIET);
    }

    static int[] greedy(LlamaModel model, List<Integer> prompt, int count) {
        return generate(model, prompt, count, SamplingParameters.GREEDY);
    }

    /** Continues a prompt in a context of its own. */
    static int[] generate(
            LlamaModel model, List<Integer> prompt, int count, SamplingParameters parameters) {
        try (LlamaContext context = LlamaContext.create(model, ContextParameters.of(256, 1));
                LlamaBatch batch = new LlamaBatch(prompt.size());
                LlamaSampler sampler = LlamaSampler.create(model, parameters)) {
            int last = 0;
            for (int position = 0; position < prompt.size(); position++) {
                last = batch.add(prompt.get(position), position, 0, position == prompt.size() - 1);
            }
            int[] chosen = new int[count];
            for (int i = 0; i < count; i++) {
                DecodeResult result = context.decode(batch);
                if (result != DecodeResult.OK) {
                    throw new AssertionError("decode gave " + result);
                }
                chosen[i] = sampler.sample(context, last);
                batch.clear();
                last = batch.add(chosen[i], prompt.size() + i, 0, true);
            }
            return chosen;
        }
    }

    /** Fills the batch anew and returns the index of the last token, which wants output. */
    static int fill(LlamaBatch batch, int position, int sequence, int... tokens) {
        batch.clear();
        int last = 0;
        for (int i = 0; i < tokens.length; i++) {
            last = batch.add(tokens[i], position + i, sequence, i == tokens.length - 1);
        }
        return last;
    }
}
