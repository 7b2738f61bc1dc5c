package org.nextgeneration.demo;

/**
 * One way to ask for a topic.
 *
 * @param language the language it is asked and answered in
 * @param topic the id of the topic that answers it
 * @param text the question as a person writes it, one line
 */
public record Question(Language language, String topic, String text) {}
