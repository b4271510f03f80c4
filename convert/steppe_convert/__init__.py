"""Fine-tuned checkpoint to quantized GGUF in one pass, without torch."""
