/**
 * What {@code nextgen monitor} and {@code nextgen gpu} show: samples of cards, models and machine,
 * as JSON, as text and as a screen.
 *
 * <p>A screen is a function of the samples, of what the person chose with keys, and of its size;
 * keys are a function too. Only {@link org.nextgeneration.cli.monitor.MonitorSampler} asks the
 * machine for anything.
 *
 * <p>May depend on: {@code gpu}, {@code engine} (records of workers), {@code health} (names of
 * programs), {@code terminal}, JLine's table of character widths. Must not: know the commands,
 * print, or hold a terminal.
 */
package org.nextgeneration.cli.monitor;
