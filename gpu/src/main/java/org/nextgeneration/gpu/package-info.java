/**
 * Graphics cards: reading them through NVML, the policy that says which of them may be used, the
 * environment that makes other programs keep to it, and the proof that they do.
 *
 * <p>May depend on: the JDK only. Must not: write files, print, or know what runs on a card. The
 * policy, the environment and the proof are pure functions; only the sources call native code or
 * start a process.
 */
package org.nextgeneration.gpu;
