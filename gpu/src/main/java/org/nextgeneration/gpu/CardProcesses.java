package org.nextgeneration.gpu;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes on one card at one moment.
 *
 * @param card the card
 * @param compute those that compute
 * @param graphics those that draw; a process may be in both lists
 */
public record CardProcesses(
        GpuCard card, Reading<List<GpuProcess>> compute, Reading<List<GpuProcess>> graphics) {
    /** {@return those of both lists, as far as they are known} */
    public List<GpuProcess> all() {
        return Stream.of(compute, graphics)
                .map(Reading::value)
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .toList();
    }
}
