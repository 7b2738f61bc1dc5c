package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.WorkerSession.Job;
import org.nextgeneration.engine.WorkerSession.Task;

/**
 * Prompts on their way to tokens, in the order they came. Any thread may hand one in; a thread of
 * its own encodes them, so that a long one holds up neither commands nor decodes.
 */
final class EncodeQueue {
    /** Commands that wait; the parent refuses more before. */
    private static final int COMMANDS_MAX = 2 * WaitingRequests.REQUESTS_MAX;

    private final WorkerSession session;
    private final BlockingQueue<WorkerMessage.Command> commands =
            new ArrayBlockingQueue<>(COMMANDS_MAX);

    /** Begins empty. */
    EncodeQueue(WorkerSession session) {
        this.session = session;
    }

    /** Hands a command in. {@return whether there was room for it} */
    boolean offer(WorkerMessage.Command command) {
        return commands.offer(command);
    }

    /** Starts the thread. */
    void start(PromptEncoder encoder, DecodeLoop loop) {
        Thread.ofPlatform().daemon().name("encode").start(() -> run(encoder, loop));
    }

    private void run(PromptEncoder encoder, DecodeLoop loop) {
        try {
            while (true) {
                WorkerMessage.Command command = commands.take();
                switch (command) {
                    case WorkerMessage.Generate generate ->
                            encode(
                                    generate.id(),
                                    job -> encodePrompt(generate, job, encoder, loop));
                    case WorkerMessage.Embed embed ->
                            encode(embed.id(), job -> encodeTexts(embed, job, encoder, loop));
                    case WorkerMessage.Tokenize tokenize ->
                            encode(tokenize.id(), _ -> answerTokens(tokenize, encoder));
                    case WorkerMessage.Load _,
                            WorkerMessage.Cancel _,
                            WorkerMessage.Read _,
                            WorkerMessage.Unload _,
                            WorkerMessage.Ping _ ->
                            throw new AssertionError("never enqueued: " + command);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is wrong with a prompt is the matter of its request alone. */
    private void encode(long id, Consumer<Job> work) {
        Optional<Job> job = session.job(id);
        if (job.isEmpty()) {
            return;
        }
        try {
            work.accept(job.get());
        } catch (EngineException refused) {
            session.fail(id, refused.kind(), String.valueOf(refused.getMessage()));
        } catch (RuntimeException refused) {
            session.fail(
                    id, Kind.INVALID_REQUEST, "The prompt cannot be used: " + refused.getMessage());
        }
    }

    private static void encodePrompt(
            WorkerMessage.Generate command, Job job, PromptEncoder encoder, DecodeLoop loop) {
        PromptTokens prompt = encoder.encode(command.request().prompt());
        if (job.cancelled()) {
            return;
        }
        Optional<SavedSequence> saved = loop.kept().flatMap(kept -> kept.find(prompt));
        if (job.handOver()) {
            loop.submit(new Task.Answer(job, command.request(), prompt, saved));
        } else {
            saved.ifPresent(SavedSequence::close);
        }
    }

    private static void encodeTexts(
            WorkerMessage.Embed command, Job job, PromptEncoder encoder, DecodeLoop loop) {
        List<PromptTokens> texts = new ArrayList<>();
        for (String text : command.texts()) {
            if (job.cancelled()) {
                return;
            }
            texts.add(encoder.encodeForEmbedding(text));
        }
        if (job.handOver()) {
            loop.submit(new Task.Vectors(job, texts));
        }
    }

    private void answerTokens(WorkerMessage.Tokenize command, PromptEncoder encoder) {
        PromptTokens tokens = encoder.encodeText(command.text());
        session.send(new WorkerMessage.Tokens(command.id(), tokens));
    }
}
