import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nextgeneration.bench.peers.Ask;
import org.nextgeneration.bench.peers.ChildBackend;
import org.nextgeneration.bench.peers.ChildServer;
import org.nextgeneration.bench.peers.Opening;

/** {@code de.kherud:llama}, llama.cpp's server behind JNI, as a peer. */
final class KherudPeer implements ChildBackend {
    private LlamaModel model;
    private List<Integer> endTokens = List.of();

    public static void main(String[] args) throws IOException {
        ChildServer.serve(new KherudPeer());
    }

    @Override
    public void open(Opening opening) {
        endTokens = opening.endTokens();
        model =
                new LlamaModel(
                        new ModelParameters()
                                .setModel(opening.model().toString())
                                .setCtxSize(opening.contextTokens() * opening.sequences())
                                .setParallel(opening.sequences())
                                .setThreads(opening.threads())
                                .setThreadsBatch(opening.threads())
                                .setBatchSize(Opening.BATCH_TOKENS)
                                .setGpuLayers(0)
                                .disableLog());
    }

    @Override
    public void ask(List<Request> together, Replies replies) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (Request request : together) {
                tasks.add(() -> answer(request, replies));
            }
            for (Future<Void> future : threads.invokeAll(tasks)) {
                future.get();
            }
        }
    }

    private Void answer(Request request, Replies replies) {
        Ask ask = request.ask();
        InferenceParameters parameters =
                new InferenceParameters(ask.prompt())
                        .setNPredict(ask.tokens())
                        .setTemperature(0)
                        .setRepeatPenalty(1)
                        .setIgnoreEos(true)
                        .disableTokenIds(endTokens)
                        .setCachePrompt(true);
        int pieces = 0;
        for (LlamaOutput output : model.generate(parameters)) {
            // The last output ends the answer, and may bring no token.
            if (pieces < ask.tokens()) {
                pieces++;
                replies.piece(request.id(), output.text);
            }
        }
        // It does not tell how many tokens it made, and holds back a token that is part of a
        // character. With no end of text it makes all; far fewer pieces mean that it ended early.
        int tokens = pieces * 10 >= ask.tokens() * 9 ? ask.tokens() : pieces;
        replies.end(request.id(), -1, -1, tokens, List.of());
        return null;
    }

    @Override
    public void close() {
        model.close();
    }
}
