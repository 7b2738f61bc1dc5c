package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Has libllama write conversations. */
final class ChatTemplate {
    /** Room for the markers of a turn, to need the second call rarely. */
    private static final int MARKER_BYTES_USUAL = 64;

    private static final int SHOWN_CHARACTERS_MAX = 60;

    private ChatTemplate() {}

    /**
     * Writes a conversation.
     *
     * @throws LlamaException if libllama does not recognise the template
     */
    static String apply(
            ModelFunctions functions, String template, List<ChatTurn> turns, boolean addAssistant) {
        Requirement.range("turns", turns.size(), 1, LlamaModel.CHAT_TURNS_MAX);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment messages = arena.allocate(NativeStructs.CHAT_MESSAGE, turns.size());
            long bytes = MARKER_BYTES_USUAL;
            for (int i = 0; i < turns.size(); i++) {
                ChatTurn turn = turns.get(i);
                MemorySegment role = arena.allocateFrom(turn.role(), StandardCharsets.UTF_8);
                MemorySegment content = arena.allocateFrom(turn.content(), StandardCharsets.UTF_8);
                long start = i * NativeStructs.CHAT_MESSAGE.byteSize();
                messages.set(ADDRESS, start, role);
                messages.set(ADDRESS, start + ADDRESS.byteSize(), content);
                bytes += role.byteSize() + content.byteSize() + MARKER_BYTES_USUAL;
                Requirement.range("bytes of all turns", bytes, 0, LlamaModel.CHAT_BYTES_MAX);
            }
            MemorySegment name = arena.allocateFrom(template, StandardCharsets.UTF_8);
            MemorySegment buffer = arena.allocate(bytes);
            int length = call(functions, name, messages, turns.size(), addAssistant, buffer);
            if (length > buffer.byteSize()) {
                Requirement.range("bytes of the conversation", length, 0, NativeText.BYTES_MAX);
                buffer = arena.allocate(length);
                length = call(functions, name, messages, turns.size(), addAssistant, buffer);
            }
            if (length < 0) {
                throw new LlamaException(
                        "chat template: found \"%s\", expected one that libllama %s knows. This"
                                        .formatted(shown(template), LibraryVersion.EXPECTED)
                                + " build writes conversations for those. Choose another model.");
            }
            byte[] text = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    private static int call(
            ModelFunctions functions,
            MemorySegment template,
            MemorySegment messages,
            int count,
            boolean addAssistant,
            MemorySegment buffer) {
        return functions.applyChatTemplate.integer(
                template, messages, count, addAssistant, buffer, (int) buffer.byteSize());
    }

    private static String shown(String template) {
        String line = template.replace('\n', ' ');
        return line.length() <= SHOWN_CHARACTERS_MAX
                ? line
                : line.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }
}
