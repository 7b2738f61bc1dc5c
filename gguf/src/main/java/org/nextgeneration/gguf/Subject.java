package org.nextgeneration.gguf;

/**
 * What is being read, for messages. A header names thousands of things and a message names one, so
 * the text is put together only when it is asked for.
 *
 * @param part such as {@code "the type of "}, or empty
 * @param kind such as {@code "tensor"}
 * @param name the name that the file gives it, or empty
 */
record Subject(String part, String kind, String name) {
    static Subject of(String kind) {
        return new Subject("", kind, "");
    }

    static Subject named(String kind, String name) {
        return new Subject("", kind, name);
    }

    /** {@return a part of this, named before it} */
    Subject part(String newPart) {
        return new Subject(newPart.concat(part), kind, name);
    }

    @Override
    public String toString() {
        String quotedName = name.isEmpty() ? "" : " " + GgufFormatException.quoted(name);
        return part + kind + quotedName;
    }
}
