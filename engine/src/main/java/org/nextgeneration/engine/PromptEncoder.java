package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.llama.ChatTurn;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaVocabulary;

/**
 * Turns a prompt into tokens: renders a conversation by the model's chat template and tokenizes it,
 * keeping control tokens that are spelt inside a message as the plain text they are.
 *
 * <p>Used by one thread, beside the thread that decodes: it reads the vocabulary only.
 */
final class PromptEncoder {
    /** Encloses the number of a message where its text belongs; no template contains it. */
    private static final char MARK_START = '\uE000';

    private static final char MARK_END = '\uE001';

    private final LlamaModel model;
    private final LlamaVocabulary vocabulary;
    private final List<String> controlTexts;

    private PromptEncoder(LlamaModel model) {
        this.model = model;
        this.vocabulary = model.vocabulary();
        this.controlTexts = controlTexts(vocabulary);
    }

    /**
     * Makes an encoder for a model.
     *
     * @throws EngineException if the model has no vocabulary
     */
    static PromptEncoder of(LlamaModel model) {
        if (model.vocabulary().type() == LlamaVocabulary.Type.NONE) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "This model has no vocabulary (tokenizer.ggml.model), so no text can be given"
                            + " to it. Choose a complete model.");
        }
        return new PromptEncoder(model);
    }

    private static List<String> controlTexts(LlamaVocabulary vocabulary) {
        List<String> texts = new ArrayList<>();
        for (int token = 0; token < vocabulary.size(); token++) {
            if (vocabulary.isControl(token)) {
                String text = vocabulary.text(token);
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
        }
        return List.copyOf(texts);
    }

    /** {@return the tokens of a plain text, without markers of beginning} */
    PromptTokens encodeText(String text) {
        return new PromptTokens(tokenize(text, false, false));
    }

    /** {@return the tokens of a text to embed, with the markers that the model was trained with} */
    PromptTokens encodeForEmbedding(String text) {
        return new PromptTokens(tokenize(text, true, false));
    }

    /**
     * Encodes a prompt.
     *
     * @throws EngineException if the model has no template that can be rendered, or the text is
     *     empty or too long
     */
    PromptTokens encode(Prompt prompt) {
        int[] tokens =
                switch (prompt) {
                    case Prompt.Raw(String text) -> tokenize(text, true, false);
                    case Prompt.Chat(List<ChatMessage> messages) -> encodeChat(messages);
                };
        if (tokens.length == 0) {
            throw new EngineException(
                    Kind.INVALID_REQUEST, "The prompt is empty: found 0 tokens, expected some.");
        }
        return new PromptTokens(tokens);
    }

    private int[] encodeChat(List<ChatMessage> messages) {
        boolean spoofed =
                messages.stream()
                        .anyMatch(
                                message ->
                                        controlTexts.stream().anyMatch(message.text()::contains));
        if (!spoofed) {
            return tokenize(render(messages), true, true);
        }
        List<ChatMessage> marked = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            marked.add(new ChatMessage(messages.get(i).speaker(), MARK_START + "" + i + MARK_END));
        }
        return encodeMarked(render(marked), messages);
    }

    /** Tokenizes what the template wrote with control tokens, and what people wrote without. */
    private int[] encodeMarked(String rendered, List<ChatMessage> messages) {
        List<int[]> parts = new ArrayList<>();
        int position = 0;
        while (position < rendered.length()) {
            int start = rendered.indexOf(MARK_START, position);
            int end = start < 0 ? rendered.length() : start;
            if (end > position) {
                parts.add(tokenize(rendered.substring(position, end), parts.isEmpty(), true));
            }
            if (start < 0) {
                break;
            }
            int markEnd = rendered.indexOf(MARK_END, start);
            int message = Integer.parseInt(rendered, start + 1, markEnd, 10);
            parts.add(tokenize(messages.get(message).text(), parts.isEmpty(), false));
            position = markEnd + 1;
        }
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private String render(List<ChatMessage> messages) {
        Optional<String> template = model.chatTemplate();
        if (template.isEmpty()) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "This model has no chat template (tokenizer.chat_template), so it cannot hold a"
                            + " conversation. Choose an instruct model.");
        }
        try {
            List<ChatTurn> turns =
                    messages.stream()
                            .map(message -> new ChatTurn(message.speaker().id(), message.text()))
                            .toList();
            return model.applyChatTemplate(template.get(), turns, true);
        } catch (LlamaException unsupported) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL, String.valueOf(unsupported.getMessage()));
        } catch (IllegalArgumentException impossible) {
            throw new EngineException(
                    Kind.INVALID_REQUEST, String.valueOf(impossible.getMessage()));
        }
    }

    private int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        try {
            return vocabulary.tokenize(text, addSpecial, parseSpecial);
        } catch (LlamaException | IllegalArgumentException refused) {
            throw new EngineException(Kind.TOO_LARGE, String.valueOf(refused.getMessage()));
        }
    }
}
