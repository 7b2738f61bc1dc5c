package org.nextgeneration.gpu;

/** A program that says which cards it sees: what a child process of the tests runs. */
final class PrintCards {
    private PrintCards() {}

    public static void main(String[] args) {
        try (GpuSource source = GpuSources.open(System.getenv())) {
            System.out.println(source.system().origin());
            for (GpuCard card : source.cards()) {
                System.out.println(card.label());
            }
        }
    }
}
