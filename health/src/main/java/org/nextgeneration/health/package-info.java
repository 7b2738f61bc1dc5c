/**
 * The watch over the machine: records of what was seen, and the doctor that says whether all is
 * well and what to do where it is not.
 *
 * <p>May depend on: {@code gpu}, {@code engine}, {@code store}, {@code select}, {@code agents},
 * Jackson's streaming core. Must not: print, know a language, or read the configuration; it gives
 * keys of messages and is handed what it needs. Judgements are pure functions of facts that were
 * gathered before.
 */
package org.nextgeneration.health;
