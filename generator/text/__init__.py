"""Text and HTML as such: sentences, paragraphs, word lists, the sanitiser; knows no article."""
