package org.nextgeneration.engine;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.nextgeneration.llama.TerminalInterrupt;

/**
 * The program of a worker process: holds one model, answers its parent, ends with it.
 *
 * <p>Three threads: this one reads commands, so that the end of the parent is noticed at once
 * whatever else goes on; {@link PromptEncoder} has one; {@link DecodeLoop} has one.
 */
public final class WorkerMain {
    /** System property that asks for an exit by the rules. */
    static final String ORDERLY_EXIT = "nextgen.worker.orderly-exit";

    private static final int STATUS_FAILED = 3;

    private WorkerMain() {}

    /**
     * Runs until the parent closes the connection or dies.
     *
     * @param args the path of the parent's socket
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("A worker is started by the engine, with the path of its socket.");
            Runtime.getRuntime().exit(2);
        }
        TerminalInterrupt.ignore();
        // A thread that fails is a worker that cannot answer; the parent must not wait for it.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> {
                    System.err.println("worker thread " + thread.getName() + ": " + failure);
                    Runtime.getRuntime().halt(STATUS_FAILED);
                });
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
                WorkerChannel channel = new WorkerChannel(socket)) {
            if (channel.receive() instanceof WorkerMessage.Load load) {
                WorkerSession session = new WorkerSession(channel);
                Thread.ofPlatform().name("decode").start(() -> session.run(load));
                while (channel.receive() instanceof WorkerMessage.Command command) {
                    session.accept(command);
                }
            }
        } catch (IOException end) {
            // The parent has unloaded the model or is no more; if it is, this tells it why.
            System.err.println("worker thread main: " + end.getMessage());
        }
        end();
    }

    /**
     * Ends the process. An exit by the rules runs when a training run of the JVM's cache asks for
     * it; otherwise the process stops at once, since native code may be in the middle of anything.
     */
    private static void end() {
        if (Boolean.getBoolean(ORDERLY_EXIT)) {
            Runtime.getRuntime().exit(0);
        }
        Runtime.getRuntime().halt(0);
    }
}
