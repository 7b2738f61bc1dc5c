package org.nextgeneration.gpu;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens the best source of facts about cards that this machine has. */
public final class GpuSources {
    /** How long the driver's library may take to start; a broken driver may never return. */
    static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);

    private GpuSources() {}

    /**
     * Opens it: the driver's library, else its command, else none. Never fails: without a driver
     * there is no card, and its system says what was tried. Milliseconds; {@link #OPEN_TIMEOUT} and
     * more where the driver hangs.
     *
     * @param environment the environment variables, for the search path of commands
     */
    public static GpuSource open(Map<String, String> environment) {
        List<String> places = NvmlLibrary.places(System.getProperty("os.name"), environment);
        return open(places, environment, OPEN_TIMEOUT);
    }

    /** Opens it, with other places of the library and another patience. */
    static GpuSource open(List<String> places, Map<String, String> environment, Duration timeout) {
        return switch (library(places, timeout)) {
            case Opening.Opened<NvmlSource>(NvmlSource source) -> source;
            case Opening.Failed<NvmlSource>(SourceFailure failure) -> command(environment, failure);
        };
    }

    private static GpuSource command(Map<String, String> environment, SourceFailure ofLibrary) {
        Opening<SmiSource> command =
                SmiCommand.find(environment)
                        .map(found -> SmiSource.open(found, List.of(ofLibrary), System::nanoTime))
                        .orElseGet(() -> Opening.failed(SourceFailure.Kind.COMMAND_MISSING));
        return switch (command) {
            case Opening.Opened<SmiSource>(SmiSource source) -> source;
            case Opening.Failed<SmiSource>(SourceFailure ofCommand) ->
                    new NoGpuSource(List.of(ofLibrary, ofCommand));
        };
    }

    /** Opens the library on a thread that can be left behind: native code cannot be stopped. */
    private static Opening<NvmlSource> library(List<String> places, Duration timeout) {
        CompletableFuture<Opening<NvmlSource>> opening = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("nvml-open").start(() -> openInto(opening, places));
        try {
            return opening.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return settled(
                    opening,
                    SourceFailure.of(
                            SourceFailure.Kind.DRIVER_SILENT, Long.toString(timeout.toMillis())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return settled(opening, SourceFailure.of(SourceFailure.Kind.INTERRUPTED));
        } catch (ExecutionException failed) {
            // Only a mistake of ours ends up here.
            throw new AssertionError("NVML: cannot be opened", failed.getCause());
        }
    }

    private static void openInto(
            CompletableFuture<Opening<NvmlSource>> opening, List<String> places) {
        try {
            Opening<NvmlSource> attempt = NvmlSource.tryOpen(places);
            if (!opening.complete(attempt)
                    && attempt instanceof Opening.Opened<NvmlSource>(NvmlSource source)) {
                // Nobody waits any more.
                source.close();
            }
        } catch (RuntimeException | Error failed) {
            opening.completeExceptionally(failed);
        }
    }

    /** Gives up the wait, unless the driver has answered in the last moment. */
    private static Opening<NvmlSource> settled(
            CompletableFuture<Opening<NvmlSource>> opening, SourceFailure failure) {
        opening.complete(new Opening.Failed<>(failure));
        return opening.join();
    }
}
