package org.nextgeneration.gguf;

/** Says what to do about a file that is something else, told by its first four bytes. */
final class ForeignFormat {
    private static final int GGML = 0x67676d6c;
    private static final int GGMF = 0x67676d66;
    private static final int GGJT = 0x67676a74;
    private static final int GGLA = 0x67676c61;
    private static final int ZIP = 0x04034b50;
    private static final int GIT_LFS = littleEndian("vers");
    private static final int HTML = littleEndian("<!DO");
    private static final int HTML_LOWER_CASE = littleEndian("<htm");
    private static final int BIG_ENDIAN_MAGIC = Integer.reverseBytes(HeaderReader.MAGIC);

    private ForeignFormat() {}

    static String remedyFor(int magic) {
        if (magic == GGML || magic == GGMF || magic == GGJT || magic == GGLA) {
            return "This is a ggml file from before GGUF: download the model as GGUF.";
        }
        if (magic == ZIP) {
            return "This is a zip archive or a PyTorch checkpoint: unpack it, or convert it with"
                    + " llama.cpp's convert_hf_to_gguf.py.";
        }
        if (magic == GIT_LFS) {
            return "This is a Git LFS pointer, not the model: run git lfs pull.";
        }
        if (magic == HTML || magic == HTML_LOWER_CASE) {
            return "This is a web page, not the model: download the file itself.";
        }
        if (magic == BIG_ENDIAN_MAGIC) {
            return "The bytes are in reverse order: download the file again.";
        }
        return "Choose a .gguf file, or convert the model with llama.cpp's convert_hf_to_gguf.py.";
    }

    private static int littleEndian(String text) {
        return text.charAt(0)
                | (text.charAt(1) << 8)
                | (text.charAt(2) << 16)
                | (text.charAt(3) << 24);
    }
}
