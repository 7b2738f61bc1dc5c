package org.nextgeneration.engine;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;

/**
 * An answer that a worker is making. The worker's reader thread puts events in; the caller takes
 * them out. The queue is bounded: the worker stops when its reader is too far behind.
 */
final class WorkerGeneration implements Generation {
    private sealed interface Event {
        record Text(String text, int tokens) implements Event {}

        record End(GenerationResult result) implements Event {}

        record Failure(Kind kind, String message) implements Event {}
    }

    /** Tokens after which the worker is told that they were read. */
    private static final int READ_TOKENS = AnswerInProgress.UNREAD_TOKENS_MAX / 8;

    /** Whom the reader's wishes are passed on to. */
    interface Requests {
        /** The reader wants no more. */
        void cancel(long id);

        /** The reader has taken so many tokens of the answer. */
        void read(long id, int tokens);
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final long id;
    private final Requests requests;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    // These belong to the thread that reads the answer.
    private int readTokens;
    private @Nullable GenerationResult result;
    private @Nullable EngineException failure;

    /**
     * Creates an answer without pieces.
     *
     * @param id number of the request
     * @param requests told the number with each wish
     */
    WorkerGeneration(long id, Requests requests) {
        this.id = id;
        this.requests = requests;
    }

    void piece(String text, int tokens) {
        events.add(new Event.Text(text, tokens));
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
            case Event.Text(String text, int tokens) -> {
                if (tokens - readTokens >= READ_TOKENS) {
                    readTokens = tokens;
                    requests.read(id, tokens);
                }
                yield Optional.of(text);
            }
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
            requests.cancel(id);
        }
    }

    @Override
    public void close() {
        if (result == null && failure == null) {
            cancel();
        }
    }
}
