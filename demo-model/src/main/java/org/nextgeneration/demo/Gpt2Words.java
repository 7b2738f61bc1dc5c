package org.nextgeneration.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into the pieces that byte-pair merges never cross, and writes bytes as GPT-2 does.
 *
 * <p>Source: libllama's {@code unicode_regex_split_custom_gpt2} and {@code
 * unicode_byte_to_utf8_map}; the tokens must be the same as there.
 */
final class Gpt2Words {
    /** Every byte as one printable character. */
    private static final char[] CHARACTER_OF_BYTE = new char[256];

    private static final int[] BYTE_OF_CHARACTER = new int[512];

    private static final Pattern WORD =
            Pattern.compile(
                    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|"
                            + " ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
                            + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

    static {
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable =
                    (value >= '!' && value <= '~')
                            || (value >= 0xA1 && value <= 0xAC)
                            || value >= 0xAE;
            CHARACTER_OF_BYTE[value] = (char) (printable ? value : next++);
            BYTE_OF_CHARACTER[CHARACTER_OF_BYTE[value]] = value;
        }
    }

    private Gpt2Words() {}

    /** {@return the pieces of a text in order, each in the byte alphabet} */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(toAlphabet(matcher.group()));
        }
        return words;
    }

    /** {@return the character that stands for a byte, 0 to 255} */
    static char characterOf(int value) {
        return CHARACTER_OF_BYTE[value];
    }

    /** {@return the bytes that a text in the byte alphabet stands for} */
    static byte[] toBytes(String alphabet) {
        byte[] bytes = new byte[alphabet.length()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) BYTE_OF_CHARACTER[alphabet.charAt(index)];
        }
        return bytes;
    }

    private static String toAlphabet(String text) {
        StringBuilder out = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            out.append(CHARACTER_OF_BYTE[value & 0xFF]);
        }
        return out.toString();
    }
}
