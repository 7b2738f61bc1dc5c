/**
 * The configuration file: where it is, what may be in it, what was found and where each value comes
 * from.
 *
 * <p>May depend on: {@code store} (names), {@code cli.terminal} (failures), Jackson's YAML parser.
 * Must not: know the commands or print. The parser is loaded only when there is a file.
 */
package org.nextgeneration.cli.config;
