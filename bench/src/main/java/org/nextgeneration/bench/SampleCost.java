package org.nextgeneration.bench;

import java.nio.file.Path;
import java.util.Locale;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.NvmlSource;
import org.nextgeneration.gpu.Reading;

/**
 * What a sample of all fast fields of all cards costs beside the driver calls themselves: through
 * our binding, and bare, in turns within one run.
 */
public final class SampleCost {
    private static final int WARM_UPS = 2_000;

    private SampleCost() {}

    /**
     * Runs.
     *
     * @param args NVML library, rounds
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: SampleCost LIBRARY ROUNDS");
            Runtime.getRuntime().exit(2);
        }
        Path library = Path.of(args[0]).toAbsolutePath();
        int rounds = Integer.parseInt(args[1]);
        try (GpuSource source = NvmlSource.open(library)) {
            int cards = source.cards().size();
            if (cards == 0) {
                throw new IllegalStateException(
                        "%s: found no card: %s".formatted(library, source.system().failures()));
            }
            System.out.printf("cards: %d%n", cards);
            System.out.printf(
                    Locale.ROOT,
                    "binding, first in a cold JVM: %.1f us%n",
                    sampleNanos(source) / 1e3);
            report(source, new BareNvml(library, cards), rounds);
        }
    }

    private static void report(GpuSource source, BareNvml bare, int rounds) {
        double[] bindingMicros = new double[rounds];
        double[] bareMicros = new double[rounds];
        double[] besideMicros = new double[rounds];
        for (int i = -WARM_UPS; i < rounds; i++) {
            double binding = sampleNanos(source) / 1e3;
            double calls = bare.sampleNanos() / 1e3;
            if (i >= 0) {
                bindingMicros[i] = binding;
                bareMicros[i] = calls;
                besideMicros[i] = binding - calls;
            }
        }
        System.out.println("binding: " + Measurements.of(bindingMicros).summary("us"));
        System.out.println("bare driver calls: " + Measurements.of(bareMicros).summary("us"));
        System.out.println(
                "beside the driver calls: " + Measurements.of(besideMicros).summary("us"));
    }

    private static long sampleNanos(GpuSource source) {
        long startNanos = System.nanoTime();
        for (GpuCard card : source.cards()) {
            FastReadings readings = source.fast(card);
            if (readings.memory() instanceof Reading.Unknown<?>(String reason)) {
                throw new IllegalStateException(
                        "%s: found no memory: %s".formatted(card.label(), reason));
            }
        }
        return System.nanoTime() - startNanos;
    }
}
