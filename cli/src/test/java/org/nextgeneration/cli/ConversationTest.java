package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.engine.ChatMessage;

class ConversationTest {
    private static final ChatMessage RULES = ChatMessage.system("rules");

    private static Conversation conversation(String... texts) {
        Conversation conversation = new Conversation();
        conversation.rules(Optional.of(RULES), String::length);
        for (int at = 0; at < texts.length; at++) {
            conversation.add(
                    at % 2 == 0 ? ChatMessage.user(texts[at]) : ChatMessage.assistant(texts[at]),
                    String::length);
        }
        return conversation;
    }

    @Test
    void trim_conversationThatFits_dropsNothing() {
        Conversation conversation = conversation("question", "answer", "more");
        assertEquals(0, conversation.trim(1_000, 100));
        assertEquals(4, conversation.messages().size());
    }

    @Test
    void trim_conversationTooLong_dropsQuestionAndAnswerTogether() {
        String longText = "x".repeat(100);
        Conversation conversation = conversation(longText, longText, "why", "so", "more");
        assertEquals(2, conversation.trim(200, 50));
        assertEquals(
                List.of(
                        RULES,
                        ChatMessage.user("why"),
                        ChatMessage.assistant("so"),
                        ChatMessage.user("more")),
                conversation.messages());
    }

    @Test
    void trim_newestQuestionTooLong_staysForTheEngineToRefuse() {
        Conversation conversation = conversation("a", "b", "x".repeat(500));
        assertEquals(2, conversation.trim(200, 0));
        assertEquals(2, conversation.messages().size());
    }

    @Test
    void removeNewest_afterAFailure_leavesTheRest() {
        Conversation conversation = conversation("a", "b", "c");
        conversation.removeNewest();
        assertEquals(3, conversation.messages().size());
        conversation.clear();
        assertEquals(List.of(RULES), conversation.messages());
    }
}
