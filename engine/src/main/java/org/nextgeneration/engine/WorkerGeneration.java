package org.nextgeneration.engine;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;

/**
 * An answer that a worker is making. The worker's reader thread puts events in; the caller takes
 * them out. The queue is bounded by the context: an answer has no more pieces than tokens.
 */
final class WorkerGeneration implements Generation {
    private sealed interface Event {
        record Text(String text) implements Event {}

        record End(GenerationResult result) implements Event {}

        record Failure(Kind kind, String message) implements Event {}
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final long id;
    private final LongConsumer cancel;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    // Both belong to the thread that reads the answer.
    private @Nullable GenerationResult result;
    private @Nullable EngineException failure;

    /**
     * Creates an answer without pieces.
     *
     * @param id number of the request
     * @param cancel told the number when the caller wants no more
     */
    WorkerGeneration(long id, LongConsumer cancel) {
        this.id = id;
        this.cancel = cancel;
    }

    void piece(String text) {
        events.add(new Event.Text(text));
    }

    void done(GenerationResult finalResult) {
        events.add(new Event.End(finalResult));
    }

    void failed(Kind kind, String message) {
        events.add(new Event.Failure(kind, message));
    }

    @Override
    public Optional<String> next() throws InterruptedException {
        if (failure != null) {
            throw failure;
        }
        if (result != null) {
            return Optional.empty();
        }
        return switch (events.take()) {
            case Event.Text(String text) -> Optional.of(text);
            case Event.End(GenerationResult finalResult) -> {
                result = finalResult;
                yield Optional.empty();
            }
            case Event.Failure(Kind kind, String message) -> {
                failure = new EngineException(kind, message);
                throw failure;
            }
        };
    }

    @Override
    public GenerationResult result() {
        if (result == null) {
            throw new IllegalStateException("the answer has not been read to its end");
        }
        return result;
    }

    @Override
    public void cancel() {
        if (cancelled.compareAndSet(false, true)) {
            cancel.accept(id);
        }
    }

    @Override
    public void close() {
        if (result == null && failure == null) {
            cancel();
        }
    }
}
