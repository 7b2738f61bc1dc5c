package org.nextgeneration.gpu;

/**
 * One of our processes, seen on a card by the driver.
 *
 * @param card the card
 * @param process the process, as the driver lists it
 */
public record Sighting(GpuCard card, GpuProcess process) {}
