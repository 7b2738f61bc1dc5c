package org.nextgeneration.gpu;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Proofs on their way to who keeps them, who may be slow: one virtual thread hands them over, in
 * their order. Any thread may call any method; none waits but {@link #close}.
 */
public final class ProofQueue implements AutoCloseable {
    /** Proofs that may wait; there are a few for each model. */
    private static final int PROOFS_MAX = 1_024;

    /** How long the last ones may take when this is closed. */
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private static final System.Logger LOG = System.getLogger(ProofQueue.class.getName());

    private final Consumer<Proof> keeper;
    private final ThreadPoolExecutor executor;

    /**
     * Creates a queue; its thread starts with the first proof.
     *
     * @param keeper told each proof; what it throws is logged, and nothing else
     */
    public ProofQueue(Consumer<Proof> keeper) {
        this.keeper = keeper;
        this.executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(PROOFS_MAX),
                        Thread.ofVirtual().name("proofs").factory(),
                        (_, _) ->
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "a proof is lost: {0} wait, or nobody keeps them any more",
                                        PROOFS_MAX));
    }

    /** Adds a proof. Too many that wait, and those that come after the end, are lost and logged. */
    public void add(Proof proof) {
        executor.execute(() -> hand(proof));
    }

    private void hand(Proof proof) {
        try {
            keeper.accept(proof);
        } catch (RuntimeException unkept) {
            LOG.log(System.Logger.Level.DEBUG, "a proof was not kept", unkept);
        }
    }

    /** Waits until the proofs are handed over, for a moment. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!executor.awaitTermination(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "proofs are lost: whoever keeps them hangs");
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
