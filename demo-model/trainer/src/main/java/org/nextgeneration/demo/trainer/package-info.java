/**
 * Trains the demo model: data augmentation, the network, the optimizer, the export to GGUF.
 *
 * <p>May depend on: {@code demo}, {@code gguf}, DJL with its PyTorch engine. Must not: be part of a
 * normal build; only the Maven profile {@code train} contains it.
 */
@NullMarked
package org.nextgeneration.demo.trainer;

import org.jspecify.annotations.NullMarked;
