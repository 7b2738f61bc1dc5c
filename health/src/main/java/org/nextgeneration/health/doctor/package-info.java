/**
 * The doctor: says of the machine, the models and the assistants whether all is well, and what to
 * do where it is not.
 *
 * <p>Each check is a pure function of facts. Facts are gathered before, within a time limit that
 * has a name, and gathering never fails: what could not be learned is a fact as well.
 *
 * <p>May depend on: {@code gpu}, {@code engine}, {@code store}, {@code select}, {@code agents},
 * {@code gguf}, the JDK's HTTP client, Jackson's streaming core. Must not: print, know a language,
 * read the configuration, change anything on the machine.
 */
@org.jspecify.annotations.NullMarked
package org.nextgeneration.health.doctor;
