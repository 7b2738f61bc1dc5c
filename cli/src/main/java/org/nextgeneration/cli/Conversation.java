package org.nextgeneration.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.nextgeneration.engine.ChatMessage;
import org.nextgeneration.engine.ChatMessage.Speaker;

/**
 * What has been said, kept within what the model can hold.
 *
 * <p>The rule: the rules (system turn) and the newest question always stay; before each answer the
 * oldest turns leave, question and answer together, until the rest fits into the context with half
 * of it, at most, kept free for the answer. One thread.
 */
final class Conversation {
    /** What a chat template adds around each turn is not known here; this is more than most add. */
    static final int TOKENS_AROUND_TURN = 12;

    private final Deque<Turn> turns = new ArrayDeque<>();
    private Optional<Turn> rules = Optional.empty();

    private record Turn(ChatMessage message, int tokens) {}

    /** Sets the system turn, or takes it away. */
    void rules(Optional<ChatMessage> message, ToIntFunction<String> countTokens) {
        rules = message.map(found -> turn(found, countTokens));
    }

    /** Adds what the person or the model says. */
    void add(ChatMessage message, ToIntFunction<String> countTokens) {
        turns.addLast(turn(message, countTokens));
    }

    /** Takes the newest turn back, when it could not be answered. */
    void removeNewest() {
        turns.pollLast();
    }

    /** Forgets everything but the rules. */
    void clear() {
        turns.clear();
    }

    /**
     * Drops the oldest turns until the rest fits.
     *
     * @param contextTokens what the model can hold
     * @param answerTokens the longest answer; 0 for no limit
     * @return how many turns were dropped
     */
    int trim(int contextTokens, int answerTokens) {
        int reserve = contextTokens / 2;
        if (answerTokens > 0) {
            reserve = Math.min(reserve, answerTokens);
        }
        int dropped = 0;
        while (turns.size() > 1 && tokens() > contextTokens - reserve) {
            turns.removeFirst();
            dropped++;
            // An answer without its question would open the conversation.
            while (turns.size() > 1 && turns.getFirst().message().speaker() != Speaker.USER) {
                turns.removeFirst();
                dropped++;
            }
        }
        return dropped;
    }

    /** {@return the rules, if any, and all turns, oldest first} */
    List<ChatMessage> messages() {
        List<ChatMessage> messages = new ArrayList<>();
        rules.ifPresent(turn -> messages.add(turn.message()));
        turns.forEach(turn -> messages.add(turn.message()));
        return messages;
    }

    private int tokens() {
        return rules.map(Turn::tokens).orElse(0) + turns.stream().mapToInt(Turn::tokens).sum();
    }

    private static Turn turn(ChatMessage message, ToIntFunction<String> countTokens) {
        return new Turn(message, countTokens.applyAsInt(message.text()) + TOKENS_AROUND_TURN);
    }
}
