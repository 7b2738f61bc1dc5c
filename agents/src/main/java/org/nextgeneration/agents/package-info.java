/**
 * Assistants: named behaviours made of a system prompt, a role and sampling parameters.
 *
 * <p>May depend on: {@code select}, {@code store}. Must not: know how a model is loaded or how an
 * answer is shown.
 */
package org.nextgeneration.agents;
