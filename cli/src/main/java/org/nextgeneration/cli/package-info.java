/**
 * The command line: commands, configuration, messages in French and English, wiring.
 *
 * <p>May depend on: every other module. Must not: decide anything that another front end (HTTP,
 * dashboard) would have to decide again.
 */
package org.nextgeneration.cli;
