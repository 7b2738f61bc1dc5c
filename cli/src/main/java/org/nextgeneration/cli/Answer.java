package org.nextgeneration.cli;

import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.ModelDescription;

/**
 * A finished answer.
 *
 * @param text all of it
 * @param result how it ended and what it cost
 * @param model who answered
 */
record Answer(String text, GenerationResult result, ModelDescription model) {}
