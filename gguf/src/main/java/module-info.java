/** The GGUF file format: read, validate, write, describe. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.gguf {
    requires static transitive org.jspecify;

    exports org.nextgeneration.gguf;
}
