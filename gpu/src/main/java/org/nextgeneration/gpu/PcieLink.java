package org.nextgeneration.gpu;

/**
 * A link between a card and the machine.
 *
 * @param generation of the PCI Express standard; a card at rest shows a lower one
 * @param lanes how many lanes wide it is
 */
public record PcieLink(int generation, int lanes) {}
