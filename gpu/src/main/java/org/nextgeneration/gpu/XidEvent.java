package org.nextgeneration.gpu;

import java.time.Instant;

/**
 * A fault that the driver reported about a card. Source: NVIDIA's XID catalogue.
 *
 * @param card the card
 * @param xid the kind of fault, such as 79 for a card that has fallen off the bus
 * @param seenAt when we were told
 */
public record XidEvent(GpuCard card, long xid, Instant seenAt) {}
