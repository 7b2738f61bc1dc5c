package org.nextgeneration.cli;

import java.time.Duration;
import java.util.Optional;
import org.nextgeneration.cli.monitor.MonitorSample;
import org.nextgeneration.cli.monitor.MonitorSampler;
import org.nextgeneration.gpu.GpuSample;
import org.nextgeneration.gpu.GpuSampler;
import org.nextgeneration.gpu.GpuSource;

/** Samples for the monitor, one after another. One thread asks for them, any may close it. */
final class MonitorFeed implements AutoCloseable {
    private final GpuSampler cards;
    private final MonitorSampler sampler;
    private Optional<GpuSample> last = Optional.empty();

    MonitorFeed(GpuSource source, MonitorSampler sampler, Duration interval) {
        this.cards = GpuSampler.start(source, interval);
        this.sampler = sampler;
    }

    /**
     * {@return the next sample, when it is taken}
     *
     * @throws InterruptedException if interrupted while waiting
     */
    MonitorSample next() throws InterruptedException {
        GpuSample sample = cards.next(last);
        last = Optional.of(sample);
        return sampler.complete(sample);
    }

    @Override
    public void close() {
        cards.close();
    }
}
