package org.nextgeneration.engine;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.nextgeneration.engine.EngineException.Kind;

/** What a worker is told at first, and what it says until its model is loaded. */
final class LoadDialogue {
    private LoadDialogue() {}

    /**
     * Sends the load and follows it, on a thread of its own so that the caller can be interrupted.
     *
     * @return the worker's last word
     * @throws EngineException if the load failed, the worker died, or the caller was interrupted,
     *     which ends the worker
     */
    static WorkerMessage.Loaded hold(
            WorkerProcess process,
            LoadRequest request,
            WorkerMessage.Load message,
            LoadProgress progress) {
        FutureTask<WorkerMessage.Loaded> load =
                new FutureTask<>(
                        () -> {
                            process.channel().send(message);
                            return follow(process, progress);
                        });
        Thread.ofVirtual().name("load-" + process.pid()).start(load);
        try {
            return load.get();
        } catch (InterruptedException interrupted) {
            process.close();
            Thread.currentThread().interrupt();
            throw LoadPreflight.cancelled(request);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineException known) {
                throw known;
            }
            if (failed.getCause() instanceof IOException) {
                throw new EngineException(
                        Kind.WORKER_LOST,
                        "The worker (process %d) %s while it loaded %s. The file may be damaged, or"
                                        .formatted(process.pid(), process.end(), request.name())
                                + " the memory too small.");
            }
            throw new AssertionError("a load fails in no other way", failed);
        }
    }

    private static WorkerMessage.Loaded follow(WorkerProcess process, LoadProgress progress)
            throws IOException {
        while (true) {
            switch (process.channel().receive()) {
                case WorkerMessage.Loading(double fraction) -> progress.loaded(fraction);
                case WorkerMessage.Loaded loaded -> {
                    return loaded;
                }
                case WorkerMessage.LoadFailed(Kind kind, String message) ->
                        throw new EngineException(kind, message);
                case WorkerMessage unexpected ->
                        throw new EOFException("found %s during a load".formatted(unexpected));
            }
        }
    }
}
