/** The demo model's corpus, tokenizer and measured quality. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.demo {
    requires org.nextgeneration.llama;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports org.nextgeneration.demo;

    opens org.nextgeneration.demo to
            tools.jackson.databind;
}
