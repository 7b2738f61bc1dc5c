/** What turns tokens into tokens: one API over every engine. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.engine {
    requires transitive org.nextgeneration.gguf;
    requires transitive org.nextgeneration.gpu;
    requires org.nextgeneration.llama;
    requires static transitive org.jspecify;

    exports org.nextgeneration.engine;
}
