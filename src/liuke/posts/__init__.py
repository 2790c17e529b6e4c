"""What members write: checked before it is shown, decided on by people, taken down again."""
