package org.nextgeneration.cli.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.engine.WorkerActivity;
import org.nextgeneration.engine.WorkerRecord;
import org.nextgeneration.gpu.PciAddress;

/**
 * A model that is loaded.
 *
 * @param pid the worker that holds it
 * @param parentPid the command that started the worker
 * @param name as users know it
 * @param engine name of the engine
 * @param device where it runs, in the engine's words
 * @param quantization such as {@code Q4_K_M}
 * @param contextTokens tokens that one sequence may hold
 * @param residentBytes main memory of the worker, 0 where the system does not tell
 * @param loadedAt when the load ended
 * @param shares what it holds on each device, as the engine counted when it loaded
 * @param activity what it does, if it tells
 */
public record LoadedModel(
        long pid,
        long parentPid,
        String name,
        String engine,
        String device,
        String quantization,
        int contextTokens,
        long residentBytes,
        Instant loadedAt,
        List<DeviceShare> shares,
        Optional<Activity> activity) {
    /**
     * Memory of one device.
     *
     * @param name as the engine calls it
     * @param address where the card sits; empty for the processor
     * @param weightBytes the model itself
     * @param kvBytes what it has read, of every sequence
     * @param computeBytes room to compute in
     */
    public record DeviceShare(
            String name,
            Optional<PciAddress> address,
            long weightBytes,
            long kvBytes,
            long computeBytes) {
        private static DeviceShare of(OpenedDevice device) {
            return new DeviceShare(
                    device.name(),
                    device.address(),
                    device.weightBytes(),
                    device.kvBytes(),
                    device.computeBytes());
        }
    }

    /**
     * What a model does.
     *
     * @param running requests that are being answered
     * @param waiting requests that wait for a place
     * @param promptTokens read since the load
     * @param completionTokens generated since the load
     * @param tokensPerSecond of the answer that was heard of last, 0 before the first
     * @param updatedAt when the worker said so
     */
    public record Activity(
            int running,
            int waiting,
            long promptTokens,
            long completionTokens,
            double tokensPerSecond,
            Instant updatedAt) {
        private static Activity of(WorkerActivity told) {
            return new Activity(
                    told.running(),
                    told.waiting(),
                    told.promptTokens(),
                    told.completionTokens(),
                    told.tokensPerSecond(),
                    told.updatedAt());
        }
    }

    /** Copies the list. */
    public LoadedModel {
        shares = List.copyOf(shares);
    }

    /** {@return the model of a worker} */
    public static LoadedModel of(WorkerRecord worker) {
        return new LoadedModel(
                worker.pid(),
                worker.parentPid(),
                worker.model().name(),
                worker.model().engine(),
                worker.model().device(),
                worker.model().quantization(),
                worker.model().contextTokens(),
                worker.residentBytes(),
                worker.loadedAt(),
                worker.model().devices().stream().map(DeviceShare::of).toList(),
                worker.activity().map(Activity::of));
    }

    /** {@return tokens generated a second, 0 where it is not told} */
    double tokensPerSecond() {
        return activity.map(Activity::tokensPerSecond).orElse(0.0);
    }
}
