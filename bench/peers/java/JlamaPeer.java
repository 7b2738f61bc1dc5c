import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.model.functions.Generator;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nextgeneration.bench.peers.ChildBackend;
import org.nextgeneration.bench.peers.ChildServer;
import org.nextgeneration.bench.peers.Opening;

/**
 * Jlama, inference written in Java, as a peer. It reads no GGUF: its argument is a folder with a
 * model in safetensors that stands for the harness's.
 */
final class JlamaPeer implements ChildBackend {
    private final java.io.File folder;
    private AbstractModel model;
    private boolean threadsSet;

    private JlamaPeer(java.io.File folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        ChildServer.serve(new JlamaPeer(new java.io.File(args[0])));
    }

    @Override
    public void open(Opening opening) {
        if (!threadsSet) {
            // Its threads are one pool for the whole process; the number can be set once.
            PhysicalCoreExecutor.overrideThreadCount(opening.threads());
            threadsSet = true;
        }
        model = ModelSupport.loadModel(folder, DType.F32, DType.I8);
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
        PromptContext prompt = PromptContext.of(request.ask().prompt());
        // Its limit counts the prompt.
        int limit = model.encodePrompt(prompt).length + request.ask().tokens();
        Generator.Response response =
                model.generate(
                        UUID.randomUUID(),
                        prompt,
                        0,
                        limit,
                        (text, seconds) -> replies.piece(request.id(), text));
        replies.end(
                request.id(), response.promptTokens, -1, response.generatedTokens, List.of());
        return null;
    }

    @Override
    public void close() {
        model.close();
    }
}
