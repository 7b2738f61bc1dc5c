package org.nextgeneration.gpu;

/**
 * A process on a card.
 *
 * @param pid its process id
 * @param use what it does there
 * @param memoryBytes what it holds of the card's memory; unknown on Windows, whose desktop driver
 *     does not tell
 */
public record GpuProcess(long pid, Use use, Reading<Long> memoryBytes) {
    /** What a process does on a card, as the driver sees it. */
    public enum Use {
        /** It computes (CUDA, OpenCL). */
        COMPUTE,
        /** It draws, or computes through Vulkan, which the driver does not tell apart. */
        GRAPHICS
    }
}
