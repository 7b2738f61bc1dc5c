/**
 * What the program reads from and says to people: the language, the messages, standard output and
 * error, JSON, exit codes, progress.
 *
 * <p>May depend on: {@code store} (languages only), {@code engine} (load progress), Jackson's
 * streaming core. Must not: know the commands, read configuration, or read the system's own streams
 * except where it is handed them.
 */
package org.nextgeneration.cli.terminal;
