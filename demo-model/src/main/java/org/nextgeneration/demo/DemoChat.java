package org.nextgeneration.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LlamaVocabulary;
import org.nextgeneration.llama.LoadProgress;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.ModelParameters;
import org.nextgeneration.llama.SamplingParameters;

/** The demo model loaded by libllama, asked one question at a time. One thread. */
final class DemoChat implements AutoCloseable {
    private static final int ANSWER_TOKENS_MAX = 96;
    private static final int CONTEXT_TOKENS = 512;

    private final LlamaLibrary library;
    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaSampler sampler;
    private final LlamaBatch batch = new LlamaBatch(CONTEXT_TOKENS);

    /**
     * Loads a model.
     *
     * @param natives directory of libllama
     * @param file the model file
     */
    DemoChat(Path natives, Path file) {
        library = LlamaLibrary.open(natives, LogListener.QUIET);
        model = LlamaModel.load(library, file, ModelParameters.WHOLE, LoadProgress.NONE);
        context = LlamaContext.create(model, ContextParameters.of(CONTEXT_TOKENS, 1));
        sampler = LlamaSampler.create(model, SamplingParameters.GREEDY);
    }

    /** {@return the ids that libllama gives a text, control tokens taken as plain text} */
    int[] tokenize(String text) {
        return model.vocabulary().tokenize(text, false, false);
    }

    /** {@return the likeliest answer to a question in a new chat} */
    String answer(String question) {
        LlamaVocabulary vocabulary = model.vocabulary();
        String prompt =
                BytePairTokenizer.TURN_START
                        + "user\n"
                        + question
                        + BytePairTokenizer.TURN_END
                        + "\n"
                        + BytePairTokenizer.TURN_START
                        + "assistant\n";
        context.clear();
        sampler.reset();
        batch.clear();
        int position = 0;
        int last = -1;
        int[] tokens = vocabulary.tokenize(prompt, false, true);
        for (int token : tokens) {
            last = batch.add(token, position, 0, position == tokens.length - 1);
            position++;
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int count = 0; count < ANSWER_TOKENS_MAX; count++) {
            DecodeResult result = context.decode(batch);
            if (result != DecodeResult.OK) {
                throw new IllegalStateException(
                        "question \"%s\": found %s while decoding, expected OK"
                                .formatted(question, result));
            }
            int token = sampler.sample(context, last);
            if (vocabulary.isEndOfGeneration(token)) {
                break;
            }
            answer.writeBytes(vocabulary.pieceBytes(token));
            batch.clear();
            last = batch.add(token, position, 0, true);
            position++;
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        batch.close();
        sampler.close();
        context.close();
        model.close();
        library.close();
    }
}
