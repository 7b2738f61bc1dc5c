/** Benchmarks, and the models that they need. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.bench {
    requires org.nextgeneration.engine;
    requires org.nextgeneration.gguf;
    requires org.nextgeneration.gpu;
    requires org.nextgeneration.llama;
    requires java.net.http;
    requires static transitive org.jspecify;
    requires tools.jackson.core;
    requires tools.jackson.databind;
}
