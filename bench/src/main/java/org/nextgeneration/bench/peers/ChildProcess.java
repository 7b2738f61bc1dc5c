package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The harness's end of a peer's process.
 *
 * <p>One thread of its own reads what the process says, and alone touches the clocks of answers
 * once they are asked for.
 */
final class ChildProcess implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 600;
    private static final int END_SECONDS_MAX = 10;
    private static final int COMMANDS_MAX = 16;
    private static final int COMPLAINT_CHARACTERS_MAX = 300;

    private record Waiting(AnswerClock clock, CompletableFuture<Answer> answer) {}

    private final String name;
    private final Process process;
    private final Path complaints;
    private final BufferedWriter out;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, Waiting> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<ChildLine> done = new ArrayBlockingQueue<>(COMMANDS_MAX);

    private ChildProcess(String name, Process process, Path complaints) {
        this.name = name;
        this.process = process;
        this.complaints = complaints;
        this.out = process.outputWriter(UTF_8);
    }

    /**
     * Starts the process.
     *
     * @throws IOException if that fails
     */
    static ChildProcess start(String name, List<String> command) throws IOException {
        Path complaints = Files.createTempFile("nextgen-bench-" + name, ".log");
        Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        ChildProcess child = new ChildProcess(name, process, complaints);
        Thread.ofPlatform().daemon().name("read-" + name).start(child::read);
        return child;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Says something that is answered once, and waits for that answer.
     *
     * @throws PeerException if the process fails or ends
     */
    void command(ChildLine line, String expected) {
        send(line);
        try {
            ChildLine answer = done.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            if (answer == null) {
                throw failed("found no answer to %s in time".formatted(line.verb()));
            }
            if (!answer.verb().equals(expected)) {
                throw failed(answer.fields().isEmpty() ? answer.verb() : answer.text(0));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    /** Asks for answers at the same time, in one line, and waits for all. */
    List<Answer> ask(List<Ask> together) throws InterruptedException {
        List<Object> fields = new ArrayList<>();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Ask ask : together) {
            int id = ids.incrementAndGet();
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            answers.add(answer);
            waiting.put(id, new Waiting(new AnswerClock(), answer));
            fields.addAll(List.of(id, ask.tokens(), ask.prompt()));
        }
        send(ChildLine.of("ask", fields.toArray()));
        if (!process.isAlive()) {
            abandon("its process has ended. ");
        }
        List<Answer> results = new ArrayList<>();
        for (CompletableFuture<Answer> answer : answers) {
            results.add(await(answer));
        }
        return results;
    }

    private Answer await(CompletableFuture<Answer> answer) throws InterruptedException {
        try {
            return answer.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw failed(
                    failure.getCause() instanceof PeerException known
                            ? String.valueOf(known.getMessage())
                            : String.valueOf(failure.getCause()));
        } catch (TimeoutException late) {
            throw failed("found no end of an answer in %d s".formatted(WAIT_SECONDS_MAX));
        }
    }

    private synchronized void send(ChildLine line) {
        try {
            out.write(line.encoded());
            out.newLine();
            out.flush();
        } catch (IOException ended) {
            throw failed("it has ended. " + lastComplaint());
        }
    }

    private void read() {
        String why = "its process has ended. ";
        try (BufferedReader in = process.inputReader(UTF_8)) {
            String line = in.readLine();
            while (line != null) {
                ChildLine.parse(line).ifPresent(this::take);
                line = in.readLine();
            }
        } catch (IOException | IllegalArgumentException broken) {
            process.destroyForcibly();
            why = "its process was ended: %s. ".formatted(broken.getMessage());
        }
        abandon(why);
    }

    private void take(ChildLine line) {
        switch (line.verb()) {
            case "piece" -> {
                Waiting one = waiting.get(line.number(0));
                if (one != null) {
                    one.clock().piece(line.text(1));
                }
            }
            case "end" -> {
                Waiting one = waiting.remove(line.number(0));
                if (one != null) {
                    one.answer().complete(one.clock().end(usage(line), line.numbers(4)));
                }
            }
            case "wrong" -> {
                Waiting one = waiting.remove(line.number(0));
                if (one != null) {
                    one.answer().completeExceptionally(new PeerException(line.text(1)));
                }
            }
            default -> {
                if (!done.offer(line)) {
                    throw new IllegalArgumentException(
                            "found more than %d answers to commands, expected one to each"
                                    .formatted(COMMANDS_MAX));
                }
            }
        }
    }

    private static Usage usage(ChildLine line) {
        return new Usage(known(line.number(1)), known(line.number(2)), line.number(3));
    }

    private static OptionalInt known(int number) {
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Nothing more will come: whoever waits is told. */
    private void abandon(String reason) {
        String why = reason + lastComplaint();
        for (Integer id : List.copyOf(waiting.keySet())) {
            Waiting one = waiting.remove(id);
            if (one != null) {
                one.answer().completeExceptionally(new PeerException(why));
            }
        }
        done.offer(ChildLine.of("failed", why));
    }

    private PeerException failed(String why) {
        return new PeerException("%s: %s".formatted(name, why));
    }

    private String lastComplaint() {
        try {
            String all = Files.readString(complaints, java.nio.charset.StandardCharsets.ISO_8859_1);
            return all.strip()
                    .substring(Math.max(0, all.strip().length() - COMPLAINT_CHARACTERS_MAX))
                    .replaceAll("\\s+", " ");
        } catch (IOException unreadable) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            process.outputWriter(UTF_8).close();
        } catch (IOException ended) {
            // It has ended by itself, which is what is wanted.
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(complaints);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException leftBehind) {
            throw new java.io.UncheckedIOException(leftBehind);
        }
    }
}
