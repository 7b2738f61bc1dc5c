package org.nextgeneration.cli.monitor;

import java.util.Optional;
import org.nextgeneration.gpu.Reading;

/**
 * A process on a card, as the screen shows it: one for each card, whatever it does there.
 *
 * @param pid its process id
 * @param computes whether it computes there
 * @param draws whether it draws there, or computes through Vulkan
 * @param memoryBytes what it holds of the card's memory
 * @param name its program's name, without its folder; empty where the system does not tell
 * @param ours the model that it holds, if it is one of our workers
 */
public record CardProcess(
        long pid,
        boolean computes,
        boolean draws,
        Reading<Long> memoryBytes,
        Optional<String> name,
        Optional<String> ours) {}
