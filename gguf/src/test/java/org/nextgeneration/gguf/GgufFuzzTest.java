package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages good files at random: the only answers allowed are a model and a refusal. */
class GgufFuzzTest {
    private static final long NANOS_MAX = Duration.ofMillis(1500).toNanos();
    private static final int ROUNDS_MAX = 20_000;
    private static final int CHANGES_MAX = 4;

    /** Bytes that make interesting lengths and counts. */
    private static final byte[] INTERESTING = {0, 1, 2, 4, 8, 9, 12, 13, 31, 32, 0x7f, -128, -1};

    @TempDir Path folder;

    @Test
    void read_changedBytes_answersOrRefuses() throws IOException {
        RandomGenerator random = seeded("changed bytes");
        byte[] good = goodFile();
        int refused = 0;
        int rounds = 0;
        long start = System.nanoTime();
        while (rounds < ROUNDS_MAX && System.nanoTime() - start < NANOS_MAX) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, CHANGES_MAX + 1); i > 0; i--) {
                int at = random.nextInt(bad.length);
                bad[at] =
                        random.nextBoolean()
                                ? INTERESTING[random.nextInt(INTERESTING.length)]
                                : (byte) random.nextInt();
            }
            refused += isRefused(bad) ? 1 : 0;
            rounds++;
        }
        assertTrue(refused > 0, "none of %d damaged files was refused".formatted(rounds));
    }

    @Test
    void read_cutAnywhere_isRefused() throws IOException {
        byte[] good = goodFile();
        // Past the last tensor's data only padding is left, which need not be there.
        int padding = 32;
        for (int length = 0; length < good.length - padding; length += 7) {
            byte[] cut = Arrays.copyOf(good, length);
            assertTrue(isRefused(cut), "accepted when cut to " + length);
        }
    }

    private byte[] goodFile() throws IOException {
        Path file = folder.resolve("good.gguf");
        new TinyModel().writeTo(file);
        return Files.readAllBytes(file);
    }

    private boolean isRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.gguf"), bytes);
        try {
            ModelPreflight.check(GgufFile.read(file));
            return false;
        } catch (GgufFormatException expected) {
            return true;
        }
    }

    private static RandomGenerator seeded(String title) {
        long seed = Long.getLong("nextgen.seed", System.nanoTime());
        System.out.println("GgufFuzzTest, " + title + ": -Dnextgen.seed=" + seed);
        return RandomGeneratorFactory.of("SplittableRandom").create(seed);
    }
}
