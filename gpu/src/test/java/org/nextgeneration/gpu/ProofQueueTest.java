package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProofQueueTest {
    private static Proof proof(long pid) {
        return new Proof(Instant.EPOCH, Proof.Outcome.CPU, pid, "tiny", List.of(), "");
    }

    @Test
    void close_keeperIsSlow_waitsForAllInTheirOrder() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        List<Long> kept = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        ProofQueue queue =
                new ProofQueue(
                        proof -> {
                            begun.countDown();
                            try {
                                mayGoOn.await();
                            } catch (InterruptedException stopped) {
                                Thread.currentThread().interrupt();
                            }
                            kept.add(proof.pid());
                            threads.add(Thread.currentThread());
                        });
        for (long pid = 1; pid <= 100; pid++) {
            queue.add(proof(pid));
        }
        begun.await();
        mayGoOn.countDown();
        queue.close();
        assertEquals(100, kept.size());
        assertEquals(kept.stream().sorted().toList(), kept);
        assertNotEquals(Thread.currentThread(), threads.getFirst());
    }

    @Test
    void add_keeperThrows_laterOnesAreKept() {
        List<Long> kept = new ArrayList<>();
        ProofQueue queue =
                new ProofQueue(
                        proof -> {
                            if (proof.pid() == 1) {
                                throw new IllegalStateException("the disk is full");
                            }
                            kept.add(proof.pid());
                        });
        queue.add(proof(1));
        queue.add(proof(2));
        queue.close();
        assertEquals(List.of(2L), kept);
    }

    @Test
    void close_callerIsInterrupted_waitsAllTheSame() {
        List<Long> kept = new ArrayList<>();
        ProofQueue queue = new ProofQueue(proof -> kept.add(proof.pid()));
        queue.add(proof(1));
        Thread.currentThread().interrupt();
        queue.close();
        assertTrue(Thread.interrupted());
        assertEquals(List.of(1L), kept);
    }
}
