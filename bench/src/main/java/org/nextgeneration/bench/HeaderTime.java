package org.nextgeneration.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelPreflight;

/**
 * Time to read, validate and understand the header of a GGUF file, and time with the checks that
 * every load makes besides.
 */
public final class HeaderTime {
    private static final int WARM_UPS = 20;

    private HeaderTime() {}

    /**
     * Runs.
     *
     * @param args GGUF file, rounds
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: HeaderTime FILE ROUNDS");
            Runtime.getRuntime().exit(2);
        }
        Path file = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        Reading check = () -> ModelPreflight.check(file);
        System.out.printf("check, first in a cold JVM: %.1f ms%n", check.millis());
        System.out.printf("vocabulary: %d tokens%n", check.facts().vocabularySize());
        report("check, as every load does", rounds, check);
        report("read only", rounds, () -> ModelFacts.of(GgufFile.read(file)));
    }

    private static void report(String title, int rounds, Reading reading) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            reading.millis();
        }
        double[] millis = new double[rounds];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = reading.millis();
        }
        System.out.println(title + ", warm: " + Measurements.of(millis).summary("ms"));
    }

    /** A way to learn the facts of a model. */
    @FunctionalInterface
    private interface Reading {
        ModelFacts facts() throws IOException;

        default double millis() throws IOException {
            long startNanos = System.nanoTime();
            ModelFacts facts = facts();
            double millis = (System.nanoTime() - startNanos) / 1e6;
            if (facts.architecture().isEmpty()) {
                throw new IllegalStateException("found a model without architecture");
            }
            return millis;
        }
    }
}
