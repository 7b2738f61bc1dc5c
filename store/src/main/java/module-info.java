/** Models on disk, and the catalogue of what is known of models. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.store {
    requires static transitive org.jspecify;
    requires transitive org.nextgeneration.gguf;
    requires tools.jackson.core;

    exports org.nextgeneration.store;
}
