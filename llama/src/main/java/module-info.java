/** The binding to libllama. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.llama {
    requires static transitive org.jspecify;

    exports org.nextgeneration.llama;
}
