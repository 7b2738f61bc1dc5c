package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** What concerns samplers. Source: {@code llama.h}. */
final class SamplerFunctions {
    // struct llama_sampler * llama_sampler_chain_init(struct llama_sampler_chain_params params);
    final NativeFunction chain;

    // void llama_sampler_chain_add(struct llama_sampler * chain, struct llama_sampler * smpl);
    final NativeFunction add;

    // struct llama_sampler * llama_sampler_init_greedy(void);
    final NativeFunction greedy;

    // struct llama_sampler * llama_sampler_init_dist(uint32_t seed);
    final NativeFunction distribution;

    // struct llama_sampler * llama_sampler_init_top_k(int32_t k);
    final NativeFunction topK;

    // struct llama_sampler * llama_sampler_init_top_p(float p, size_t min_keep);
    final NativeFunction topP;

    // struct llama_sampler * llama_sampler_init_min_p(float p, size_t min_keep);
    final NativeFunction minP;

    // struct llama_sampler * llama_sampler_init_typical(float p, size_t min_keep);
    final NativeFunction typical;

    // struct llama_sampler * llama_sampler_init_temp(float t);
    final NativeFunction temperature;

    // struct llama_sampler * llama_sampler_init_mirostat(
    //         int32_t n_vocab, uint32_t seed, float tau, float eta, int32_t m);
    final NativeFunction mirostat;

    // struct llama_sampler * llama_sampler_init_mirostat_v2(
    //         uint32_t seed, float tau, float eta);
    final NativeFunction mirostatV2;

    // struct llama_sampler * llama_sampler_init_penalties(
    //         int32_t n_vocab, int32_t penalty_last_n, float penalty_repeat, float penalty_freq,
    //         float penalty_present);
    final NativeFunction penalties;

    // struct llama_sampler * llama_sampler_init_logit_bias(
    //         int32_t n_vocab, int32_t n_logit_bias, const llama_logit_bias * logit_bias);
    final NativeFunction logitBias;

    // llama_token llama_sampler_sample(
    //         struct llama_sampler * smpl, struct llama_context * ctx, int32_t idx);
    final NativeFunction sample;

    // void llama_sampler_accept(struct llama_sampler * smpl, llama_token token);
    final NativeFunction accept;

    // void llama_sampler_reset(struct llama_sampler * smpl);
    final NativeFunction reset;

    // uint32_t llama_sampler_get_seed(const struct llama_sampler * smpl);
    final NativeFunction seed;

    // void llama_sampler_free(struct llama_sampler * smpl);
    final NativeFunction free;

    SamplerFunctions(NativeSymbols symbols) {
        chain = symbols.pointer("llama_sampler_chain_init", NativeStructs.SAMPLER_CHAIN_PARAMS);
        add = symbols.call("llama_sampler_chain_add", ADDRESS, ADDRESS);
        greedy = symbols.pointer("llama_sampler_init_greedy");
        distribution = symbols.pointer("llama_sampler_init_dist", JAVA_INT);
        topK = symbols.pointer("llama_sampler_init_top_k", JAVA_INT);
        topP = symbols.pointer("llama_sampler_init_top_p", JAVA_FLOAT, JAVA_LONG);
        minP = symbols.pointer("llama_sampler_init_min_p", JAVA_FLOAT, JAVA_LONG);
        typical = symbols.pointer("llama_sampler_init_typical", JAVA_FLOAT, JAVA_LONG);
        temperature = symbols.pointer("llama_sampler_init_temp", JAVA_FLOAT);
        mirostat =
                symbols.pointer(
                        "llama_sampler_init_mirostat",
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_FLOAT,
                        JAVA_FLOAT,
                        JAVA_INT);
        mirostatV2 =
                symbols.pointer("llama_sampler_init_mirostat_v2", JAVA_INT, JAVA_FLOAT, JAVA_FLOAT);
        penalties =
                symbols.pointer(
                        "llama_sampler_init_penalties",
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_FLOAT,
                        JAVA_FLOAT,
                        JAVA_FLOAT);
        logitBias = symbols.pointer("llama_sampler_init_logit_bias", JAVA_INT, JAVA_INT, ADDRESS);
        sample = symbols.integer("llama_sampler_sample", ADDRESS, ADDRESS, JAVA_INT);
        accept = symbols.call("llama_sampler_accept", ADDRESS, JAVA_INT);
        reset = symbols.call("llama_sampler_reset", ADDRESS);
        seed = symbols.integer("llama_sampler_get_seed", ADDRESS);
        free = symbols.call("llama_sampler_free", ADDRESS);
    }
}
